/** The words about the live connection. */
export const realtimeText = {
  lost: 'Not live just now. Connecting again …',
  back: 'Live again, and up to date.',
};

/** Whether somebody typed this address, small or in capitals; the API tells addresses apart no more than that. */
export const isSameAddress = (typed: string, address: string) =>
  typed.normalize('NFC').trim().toLowerCase() === address.toLowerCase();

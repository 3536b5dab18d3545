/** The words of every field for a password, and of asking for it once more. */
export const passwordText = {
  label: 'Password',
  show: 'Show password',
  rule: (least: number) => `At least ${least} characters. A few words in a row are easy to keep in mind.`,
  length: {
    below: (length: number, least: number) => `${length} of ${least} characters`,
    reached: 'Long enough',
  },
  again: {
    title: 'Your password, please',
    body: 'You signed in a while ago. For this we ask once more, so that nobody does it on a device you left open.',
    submit: 'Go on',
    pending: 'Checking …',
    wrong: 'That is not your password.',
  },
};

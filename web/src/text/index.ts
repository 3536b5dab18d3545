/**
 * Every word the site says, in one folder, so that it can be said in another language. What is here comes with the
 * first load; the words of what is loaded later are in files of their own, which come with it.
 */
export const text = {
  name: 'Fulmar',
  pageTitle: (page: string) => `${page} · Fulmar`,
  skipToContent: 'Skip to content',
  loading: 'Loading …',
  close: 'Close',
  cancel: 'Cancel',
  undo: 'Undo',
  edit: 'Edit',
  delete: 'Delete',
  toasts: { region: 'Messages' },

  header: {
    navigation: 'Main',
    home: 'Fulmar, home page',
    shop: 'Shop',
    signIn: 'Sign in',
    signUp: 'Sign up',
  },

  footer: {
    line: 'Open source, MIT licence.',
  },

  landing: {
    title: 'Your own application backend',
    eyebrow: 'A Fulmar deployment',
    heading: 'A backend that is entirely yours.',
    lead: 'Sign-in, typed data and this site, on one AWS account. It costs next to nothing while nobody uses it, and grows without anyone resizing it.',
    signUp: 'Create an account',
    signIn: 'Sign in',
    toNotes: 'Go to your notes',
    toShop: 'Look around the shop',
    facts: [
      {
        title: 'Own accounts',
        body: 'Passwords and sessions live in tables of this deployment. No third party takes part in signing in.',
      },
      {
        title: 'Typed data',
        body: 'Declare what you store, once. Endpoints, access rules and a TypeScript client follow.',
      },
      {
        title: 'Your AWS',
        body: 'CloudFront, API Gateway, Lambda and DynamoDB from one template, which also runs whole on a laptop.',
      },
    ],
    declaration: {
      label: 'What is declared',
      file: 'src/app/collections/tasks.py',
      consequence: 'What follows',
    },
  },

  notFound: {
    title: 'Not found',
    heading: 'Nothing nests here',
    body: 'There is no page at this address. It may have moved, or the address has a slip in it.',
    home: 'To the home page',
  },

  failure: {
    title: 'Something went wrong',
    heading: 'That did not work',
    retry: 'Try again',
    reference: (id: string) => `Reference: ${id}`,
  },

  fields: {
    optional: 'optional',
    required: 'This is needed.',
    email: 'This is not an e-mail address.',
    tooShort: (least: number) => `Too short still: it takes ${least} characters.`,
    tooLong: (most: number) => `Too long: it has room for ${most} characters.`,
    tooManyTags: (most: number) => `At most ${most} tags, please.`,
    tagTooLong: (most: number) => `A tag has at most ${most} characters.`,
    date: 'This is not a day of the calendar.',
    passwordCommon:
      'Many people use this password, so it is tried first. Choose another, such as several words that do not belong together.',
    passwordPredictable:
      'This is little more than common words, names, your address, numbers or sequences. Add words that nobody would expect here.',
    pattern: 'It does not have the form that is wanted here.',
  },

  problems: {
    offline: 'There is no connection to the server. Check your network, then try again.',
    emailTaken: 'There is already an account with this e-mail address.',
    invalidCredentials: 'The e-mail address or the password is wrong.',
    unauthenticated: 'You are not signed in any more. Sign in again.',
    reauthentication: 'Enter your password once more, then try again.',
    lastAdministrator: 'Somebody has to be administrator. Give the role to somebody else first.',
    mailOff: 'This site sends no mail. Ask whoever runs it.',
    tokenSpent: 'This link was used before, replaced by a newer one, or is too old. Ask for a new one.',
    forbidden: 'You may not do that.',
    notFound: 'It is not there any more.',
    outdated: 'It was changed meanwhile.',
    validation: 'Something in the form is not right yet.',
    tooLarge: 'That is more than fits. Make it shorter.',
    rateLimited: (wait: string | undefined) =>
      wait === undefined ? 'Too many tries. Wait a little, then try again.' : `Too many tries. Try again in ${wait}.`,
    unavailable: 'The service is busy just now. Try again in a moment.',
    unexpected: 'Something went wrong on our side. Try again; if it stays, tell us the reference.',
    seconds: (count: number) => (count === 1 ? 'one second' : `${count} seconds`),
    minutes: (count: number) => (count === 1 ? 'one minute' : `${count} minutes`),
  },
};

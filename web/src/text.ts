/** Every word the site says, in one place, so that it can be said in another language. */
export const text = {
  name: 'Fulmar',
  pageTitle: (page: string) => `${page} · Fulmar`,
  skipToContent: 'Skip to content',
  loading: 'Loading …',

  header: {
    navigation: 'Main',
    home: 'Fulmar, home page',
    notes: 'Notes',
    signIn: 'Sign in',
    signUp: 'Sign up',
    signOut: 'Sign out',
    signingOut: 'Signing out …',
    signOutFailed: 'You are still signed in.',
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
      file: 'src/app/collections/notes.py',
      consequence: 'What follows',
    },
  },

  auth: {
    email: 'E-mail address',
    password: 'Password',
    name: 'Name',
    optional: 'optional',
    showPassword: 'Show password',
    passwordRule: (least: number) => `At least ${least} characters. A few words in a row are easy to keep in mind.`,
    signIn: {
      title: 'Sign in',
      heading: 'Welcome back',
      lead: 'Sign in to go on where you were.',
      submit: 'Sign in',
      pending: 'Signing in …',
      noAccount: 'No account yet?',
      signUp: 'Sign up',
    },
    signUp: {
      title: 'Sign up',
      heading: 'Create your account',
      lead: 'It belongs to this deployment, and to nobody else.',
      submit: 'Create account',
      pending: 'Creating your account …',
      haveAccount: 'Already have an account?',
      signIn: 'Sign in',
      nameHelp: 'How you would like to be called.',
      accountReady: 'Your account is ready. Only signing in did not work:',
    },
  },

  notes: {
    title: 'Notes',
    heading: 'Your notes',
    lead: 'Only you can read them.',
    list: 'Notes, newest first',
    empty: { title: 'Nothing here yet', body: 'Write your first note. It will still be here tomorrow.' },
    failed: 'Your notes could not be read.',
    moreFailed: 'The next notes could not be read.',
    more: 'Load more',
    loadingMore: 'Loading more …',
    end: (count: number) => (count === 1 ? 'That is your one note.' : `Those are all ${count} notes.`),
    loaded: (count: number) => `${count} notes are shown.`,
    due: (day: string) => `Due ${day}`,
    overdue: (day: string) => `Was due ${day}`,
    written: (day: string) => `Written ${day}`,
    showAll: 'Show all',
    showLess: 'Show less',
    statuses: { open: 'Open', done: 'Done' },
    create: {
      heading: 'New note',
      noteTitle: 'Title',
      body: 'Text',
      status: 'Status',
      due: 'Due',
      tags: 'Tags',
      tagsHelp: 'Separated by commas.',
      moreFields: 'Due day, status, tags',
      submit: 'Add note',
      pending: 'Adding …',
      added: (title: string) => `Added “${title}”.`,
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
    required: 'This is needed.',
    email: 'This is not an e-mail address.',
    tooShort: (least: number) => `Too short still: it takes ${least} characters.`,
    tooLong: (most: number) => `Too long: it has room for ${most} characters.`,
    tooManyTags: (most: number) => `At most ${most} tags, please.`,
    tagTooLong: (most: number) => `A tag has at most ${most} characters.`,
    date: 'This is not a day of the calendar.',
    characters: 'It holds a character that cannot be used here.',
  },

  problems: {
    offline: 'There is no connection to the server. Check your network, then try again.',
    emailTaken: 'There is already an account with this e-mail address.',
    invalidCredentials: 'The e-mail address or the password is wrong.',
    unauthenticated: 'You are not signed in any more. Sign in again.',
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

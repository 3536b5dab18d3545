/** The words of the menu of those who are signed in. */
export const menuText = {
  menu: 'Menu',
  shop: 'Shop',
  notes: 'Notes',
  messages: 'Board',
  orders: 'Orders',
  admin: 'Administration',
  account: 'Account',
  signOut: 'Sign out',
  signingOut: 'Signing out …',
  signOutFailed: 'You are still signed in.',
};

// The pages about users, in one file to load.
export { UserPage } from './UserPage';
export { UsersPage } from './UsersPage';

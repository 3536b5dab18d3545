/** The words for what was changed here and elsewhere at the same time. */
export const clashText = {
  title: 'Changed elsewhere meanwhile',
  body: 'Since you began, this was changed on another device or by somebody else. Which shall it be?',
  mine: 'What you entered',
  theirs: 'What it is now',
  nothing: 'Nothing',
  submit: 'Save that',
};

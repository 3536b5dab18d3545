// The data explorer, in one file to load.
export { CollectionsPage } from './CollectionsPage';
export { DocumentPage } from './DocumentPage';
export { DocumentsPage } from './DocumentsPage';
export { NewDocumentPage } from './NewDocumentPage';

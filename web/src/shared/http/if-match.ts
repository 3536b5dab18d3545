/** The header by which a change is made only to the version that was read. */
export const ifMatch = ({ version }: { version: number }) => ({ 'If-Match': `"${version}"` });

/** Hand somebody a file, as a download. Its address is one of this page's own, and gone right after. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Browsers have begun to read it once the click was dealt with, which is in the next task at the latest.
  setTimeout(() => URL.revokeObjectURL(address));
}

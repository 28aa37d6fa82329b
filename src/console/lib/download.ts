/** Saves content as a file of the user. */
export function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the file after this event.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

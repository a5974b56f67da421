/** Hands the person a file. */
export const saveFile = (
  content: BlobPart,
  name: string,
  type = 'application/octet-stream',
): void => {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};

export const saveJson = (content: unknown, name: string): void =>
  saveFile(`${JSON.stringify(content, undefined, 2)}\n`, name, 'application/json');

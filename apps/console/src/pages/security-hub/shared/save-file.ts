/** Hands the person a file. */
export const saveJson = (content: unknown, name: string): void => {
  const blob = new Blob([`${JSON.stringify(content, undefined, 2)}\n`], {
    type: 'application/json',
  });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};

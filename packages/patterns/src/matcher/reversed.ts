/** The text from its end, by code units: a suffix becomes a prefix. */
export const reversed = (text: string): string => {
  let turned = '';
  for (let at = text.length - 1; at >= 0; at -= 1) turned += text.charAt(at);
  return turned;
};

/** Whether the text is what the pattern says, `*` standing for any text; the case of letters does not count. In linear time. */
export const wildcardMatch = (pattern: string, text: string): boolean => {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  const parts = wanted.split('*');
  const [head = ''] = parts;
  if (parts.length === 1) return wanted === given;
  const tail = parts.at(-1) ?? '';
  if (given.length < head.length + tail.length) return false;
  if (!given.startsWith(head) || !given.endsWith(tail)) return false;
  let at = head.length;
  const end = given.length - tail.length;
  for (const part of parts.slice(1, -1)) {
    const found = given.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
};

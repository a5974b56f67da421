/**
 * Whether a text has the form of a Region: `us-east-1`, `us-gov-west-1`, `eu-isoe-west-1`. New Regions open; a list of
 * them would refuse the next one.
 */
export const isRegion = (text: string): boolean => {
  if (text.length < 6 || text.length > 32) return false;
  const parts = text.split('-');
  if (parts.length < 3 || parts.length > 5) return false;
  const last = parts.pop() ?? '';
  const isNumber = last.length === 1 || last.length === 2;
  return isNumber && allWithin(last, '0', '9') && parts.every(isWord);
};

const isWord = (part: string): boolean => part.length >= 2 && allWithin(part, 'a', 'z');

const allWithin = (text: string, first: string, last: string): boolean => {
  for (const letter of text) if (letter < first || letter > last) return false;
  return true;
};

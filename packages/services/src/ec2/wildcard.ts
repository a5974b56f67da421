/** Whether `text` matches a filter's value, in which `*` stands for any text, `?` for one character, `\` for the next as it is. */
export const matchesWildcard = (pattern: string, text: string): boolean => {
  const tokens = tokensOf(pattern);
  // Goes back only to the last star, so that the cost is bounded by the product of the lengths.
  let at = 0;
  let token = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === ANY) {
      star = token;
      starAt = at;
      token += 1;
    } else if (wanted !== undefined && (wanted === ONE || wanted === text[at])) {
      token += 1;
      at += 1;
    } else if (star >= 0) {
      starAt += 1;
      at = starAt;
      token = star + 1;
    } else return false;
  }
  while (tokens[token] === ANY) token += 1;
  return token === tokens.length;
};

const ANY = Symbol('any text');
const ONE = Symbol('one character');

const tokensOf = (pattern: string): (string | symbol)[] => {
  const tokens: (string | symbol)[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '*') {
      if (tokens.at(-1) !== ANY) tokens.push(ANY);
    } else if (character === '?') tokens.push(ONE);
    else if (character === '\\' && at + 1 < pattern.length) {
      at += 1;
      tokens.push(pattern.charAt(at));
    } else tokens.push(character);
  }
  return tokens;
};

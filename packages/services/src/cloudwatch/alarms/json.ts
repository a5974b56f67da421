const DOUBLE = Symbol('double');

/** A number that JSON shows as Java shows a double: `5.0`, `1.0E7`. */
export const double = (value: number): { readonly [DOUBLE]: number } => ({ [DOUBLE]: value });

const withPoint = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`);

/** A number as Java's Double.toString has it. */
export const doubleText = (value: number): string => {
  const size = Math.abs(value);
  if (Object.is(value, -0)) return '-0.0';
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return withPoint(String(value));
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return `${withPoint(digits)}E${Number(exponent)}`;
};

/** JSON.stringify, with doubles as AWS's own documents have them. */
export const json = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  if (DOUBLE in value) return doubleText(Number(Reflect.get(value, DOUBLE)));
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${json(member)}`).join(',')}}`;
};

import { contains, type Network, parseNetwork } from '../../matching/ip-addresses.ts';
import { type ConditionView, hasVariable, valueText } from '../document.ts';
import { type IssueCode, type Problem, problem } from '../issues.ts';
import type { StatementRule } from '../rule.ts';

/** RFC 1918, RFC 6598, RFC 4193 and loopback: addresses that no request from the internet has. */
const PRIVATE: readonly Network[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  'fc00::/7',
  '::1/128',
].flatMap((text) => parseNetwork(text) ?? []);

/** Values of IP operators are networks, written with zero bits after the prefix, and such as requests come from. */
export const ipAddressProblems: StatementRule = ({ conditions }) =>
  conditions
    .filter(({ operator }) => operator?.family === 'IpAddress')
    .flatMap((condition) => {
      const { operatorText, values, lowerKey } = condition;
      const networks = values.map((node) => ({ node, network: parseNetwork(valueText(node)) }));
      const each = networks.flatMap(({ node, network }) => {
        if (hasVariable(valueText(node))) return [];
        if (network === undefined)
          return [problem('TYPE_MISMATCH_IP_RANGE', node, { operator: operatorText })];
        const address = `${addressText(masked(network))}/${network.prefix}`;
        return isMasked(network) ? [] : [problem('IMPROVE_IP_RANGE', node, { address })];
      });
      const known = networks.flatMap(({ network }) => network ?? []);
      const whole = known.length === values.length && values.length > 0;
      return lowerKey === 'aws:sourceip' && whole ? [...each, ...privacy(condition, known)] : each;
    });

const isPrivate = ({ address, prefix }: Network): boolean =>
  PRIVATE.some((range) => prefix >= range.prefix && contains(range, address));

const privacy = (
  { node, operator }: ConditionView,
  networks: readonly Network[],
): readonly Problem[] => {
  const hidden = networks.filter(isPrivate).length;
  if (hidden === 0) return [];
  const [all, some]: readonly [IssueCode, IssueCode] =
    operator?.negated === true
      ? ['PRIVATE_NOT_IP_ADDRESS', 'PRIVATE_NOT_IP_ADDRESS_SUBSET']
      : ['PRIVATE_IP_ADDRESS', 'PRIVATE_IP_ADDRESS_SUBSET'];
  return [problem(hidden === networks.length ? all : some, node)];
};

const masked = ({ address, prefix }: Network): readonly number[] =>
  address.map((byte, at) => {
    const bits = Math.max(0, Math.min(8, prefix - at * 8));
    return byte & (0xff << (8 - bits)) & 0xff;
  });

const isMasked = (network: Network): boolean =>
  masked(network).every((byte, at) => byte === network.address[at]);

const addressText = (bytes: readonly number[]): string => {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  // RFC 5952 §4.2: the longest run of zeros is the one to leave out; after masking it is at the end.
  const used = groups.findLastIndex((group) => group !== '0') + 1;
  return used >= 7 ? groups.join(':') : `${groups.slice(0, used).join(':')}::`;
};

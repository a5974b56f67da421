/** Toolkits that speak of themselves behind the SDK's own name. */
const TOOLS: readonly (readonly [string, string])[] = [
  ['terraform', 'Terraform'],
  ['opentofu', 'OpenTofu'],
  ['pulumi', 'Pulumi'],
  ['cloudformation', 'CloudFormation'],
  ['aws-cdk', 'CDK'],
  ['serverless', 'Serverless'],
  ['ansible', 'Ansible'],
  ['aws-cli', 'aws-cli'],
];

const SYSTEMS: readonly (readonly [string, string])[] = [
  ['linux', 'Linux'],
  ['darwin', 'macOS'],
  ['macos', 'macOS'],
  ['mac os', 'macOS'],
  ['windows', 'Windows'],
];

const named = (text: string, names: readonly (readonly [string, string])[]): string | undefined =>
  names.find(([part]) => text.includes(part))?.[1];

const END_OF_NAME = /[\s/,\]]/;

/** A program and its system without versions, which change by themselves: `aws-cli Linux`, `Mozilla Windows`, `console.amazonaws.com`. */
const familyOf = (userAgent: string): string => {
  const text = userAgent.slice(0, 400).toLowerCase();
  if (text === '') return 'none';
  const begin = userAgent.startsWith('[') ? 1 : 0;
  const rest = userAgent.slice(begin, begin + 60);
  const end = rest.search(END_OF_NAME);
  const program = named(text, TOOLS) ?? (end === -1 ? rest : rest.slice(0, end));
  const system = named(text, SYSTEMS);
  return system === undefined ? program : `${program} ${system}`;
};

const KEPT = 5000;

export const createAgents = (): ((userAgent: string) => string) => {
  const kept = new Map<string, string>();
  return (userAgent) => {
    const found = kept.get(userAgent);
    if (found !== undefined) return found;
    const family = familyOf(userAgent);
    if (kept.size >= KEPT) kept.clear();
    kept.set(userAgent, family);
    return family;
  };
};

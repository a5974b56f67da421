import { profileNamed, readProfiles } from './aws-profiles.ts';
import { type Command, YES } from './command.ts';
import { Failure } from './errors.ts';
import { dataFolder } from './place.ts';
import { assignment, removal, SHELLS } from './shell-quoting.ts';

// AWS tools take keys from the environment before they look at AWS_PROFILE.
const STRONGER = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

export const env: Command = {
  name: 'env',
  summary: 'What the AWS CLI and SDKs need to reach the embedded cloud, for eval',
  usage: '[options]',
  options: {
    profile: { value: 'NAME', help: 'the profile to use; default: admin' },
    data: { value: 'DIR', help: "the server's data folder; default: $GATEHOUSE_DATA or ./data" },
    shell: { value: 'SHELL', help: 'sh (default), fish or powershell' },
  },
  details: `
  sh, bash, zsh    eval "$(npx gatehouse env)"
  fish             npx gatehouse env --shell fish | source
  PowerShell       npx gatehouse env --shell powershell | Out-String | Invoke-Expression`,
  run: async (given, terminal) => {
    const shell = given.choice('shell', SHELLS, 'sh');
    const profiles = readProfiles(dataFolder(given.one('data'), terminal));
    const name = given.one('profile') ?? 'admin';
    const endpoint = profileNamed(profiles, name).get('endpoint_url');
    if (endpoint === undefined)
      throw new Failure(`the profile "${name}" in ${profiles.config} has no endpoint_url`);
    const variables = {
      AWS_CONFIG_FILE: profiles.config,
      AWS_SHARED_CREDENTIALS_FILE: profiles.credentials,
      AWS_PROFILE: name,
      AWS_ENDPOINT_URL: endpoint,
    };
    if (given.flag('json')) {
      terminal.out(`${JSON.stringify(variables)}\n`);
      return YES;
    }
    const lines = [
      ...STRONGER.filter((variable) => terminal.environment[variable]).map((variable) =>
        removal(variable, shell),
      ),
      ...Object.entries(variables).map(([variable, value]) => assignment(variable, value, shell)),
    ];
    terminal.out(`${lines.join('\n')}\n`);
    if (terminal.isPerson && shell === 'sh')
      terminal.err('# To set them in this shell: eval "$(npx gatehouse env)"\n');
    return YES;
  },
};

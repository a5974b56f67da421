export const SHELLS = ['sh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

// PowerShell takes typographic quotation marks for plain ones.
const POWERSHELL_QUOTES = /['\u2018\u2019\u201A\u201B]/g;

/** The text as one word of the shell's language, whatever is in it. */
export const quoted = (text: string, shell: Shell): string => {
  switch (shell) {
    case 'sh':
      return `'${text.replaceAll("'", String.raw`'\''`)}'`;
    case 'fish':
      return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
    case 'powershell':
      return `'${text.replaceAll(POWERSHELL_QUOTES, '$&$&')}'`;
    default:
      return shell satisfies never;
  }
};

/** A line that sets an environment variable for what the shell starts. */
export const assignment = (name: string, value: string, shell: Shell): string => {
  switch (shell) {
    case 'sh':
      return `export ${name}=${quoted(value, shell)}`;
    case 'fish':
      return `set -gx ${name} ${quoted(value, shell)};`;
    case 'powershell':
      return `$env:${name} = ${quoted(value, shell)}`;
    default:
      return shell satisfies never;
  }
};

/** A line that removes an environment variable. */
export const removal = (name: string, shell: Shell): string => {
  switch (shell) {
    case 'sh':
      return `unset ${name}`;
    case 'fish':
      return `set -e ${name};`;
    case 'powershell':
      return `Remove-Item Env:${name}`;
    default:
      return shell satisfies never;
  }
};

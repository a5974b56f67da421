import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, messageOf } from './errors.ts';

/** Members of one profile, from `config` and `credentials` together. */
export type AwsProfile = ReadonlyMap<string, string>;

export interface AwsProfiles {
  readonly config: string;
  readonly credentials: string;
  readonly byName: ReadonlyMap<string, AwsProfile>;
}

/** Sections and their members; what is neither is left out, as the AWS CLI does with comments. */
const readIni = (text: string): ReadonlyMap<string, AwsProfile> => {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const name = sectionName(line.trim());
    if (name !== undefined) {
      section = sections.get(name) ?? new Map<string, string>();
      sections.set(name, section);
    } else if (section !== undefined && !/^\s*[#;]/.test(line) && line.includes('=')) {
      const equals = line.indexOf('=');
      section.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
    }
  }
  return sections;
};

const sectionName = (line: string): string | undefined => {
  if (!line.startsWith('[') || !line.endsWith(']')) return undefined;
  const name = line.slice(1, -1).trim();
  return name.startsWith('profile ') ? name.slice('profile '.length).trim() : name;
};

/** The profiles that the server wrote into its data folder; Failure when it has not. */
export const readProfiles = (data: string): AwsProfiles => {
  const config = join(data, 'aws', 'config');
  const credentials = join(data, 'aws', 'credentials');
  const byName = new Map<string, Map<string, string>>();
  for (const file of [config, credentials]) {
    for (const [name, members] of readIni(readOwn(file, data)))
      byName.set(name, new Map([...(byName.get(name) ?? []), ...members]));
  }
  return { config, credentials, byName };
};

const readOwn = (file: string, data: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(
      `${file} cannot be read (${messageOf(error)}): start the server first ("npm start"), or name its data folder with --data; this is ${data}`,
      { cause: error },
    );
  }
};

/** The profile of that name; Failure that lists the others. */
export const profileNamed = (profiles: AwsProfiles, name: string): AwsProfile => {
  const found = profiles.byName.get(name);
  if (found === undefined)
    throw new Failure(
      `there is no profile "${name}" in ${profiles.config}; there are ${[...profiles.byName.keys()].join(', ')}`,
    );
  return found;
};

/** Where the server of this data folder listens, as it last wrote it. */
export const endpointOf = ({ byName }: AwsProfiles): string | undefined =>
  [...byName.values()]
    .map((profile) => profile.get('endpoint_url'))
    .find((url) => url !== undefined);

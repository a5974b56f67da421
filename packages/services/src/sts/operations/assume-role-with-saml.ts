import type { AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse } from '@aws-sdk/client-sts';
import { writes } from '@gatehouse/service-kit';
import { invalidAssertion } from '../errors.ts';
import { POLICY_LIMITS, ROLE_ARN, ROLE_SECONDS } from '../limits.ts';
import { assumeUnproven, type UnprovenDeps } from '../unproven.ts';

const DEFAULT_SECONDS = 3600;
const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes/';

/** The text of the first element after `from` whose local name is `name`; no XML is parsed, for nothing is believed. */
const textOf = (xml: string, name: string, from: number): string | undefined => {
  const at = xml.indexOf(name, from);
  const start = at < 0 ? -1 : xml.indexOf('>', at) + 1;
  const end = start <= 0 ? -1 : xml.indexOf('<', start);
  return end < 0 ? undefined : xml.slice(start, end).trim();
};

const attribute = (xml: string, name: string): string | undefined => {
  const at = xml.indexOf(`"${ATTRIBUTES}${name}"`);
  return at < 0 ? undefined : textOf(xml, 'AttributeValue', at);
};

const secondsOf = (xml: string): number => {
  const seconds = Number(attribute(xml, 'SessionDuration') ?? DEFAULT_SECONDS);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : DEFAULT_SECONDS;
};

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html */
export const assumeRoleWithSaml = (deps: UnprovenDeps) =>
  writes<AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse>(
    {
      limits: {
        RoleArn: ROLE_ARN,
        PrincipalArn: { minLength: 20, maxLength: 2048 },
        SAMLAssertion: { minLength: 4, maxLength: 100_000, sensitive: true },
        DurationSeconds: ROLE_SECONDS,
        ...POLICY_LIMITS,
      },
      redact: ['SAMLAssertion'],
      redactOutput: ['Credentials.SecretAccessKey', 'Credentials.SessionToken'],
      event: { readOnly: true, response: 'record' },
      partial: 'only with `--iam=off`, where the signature of the assertion is not checked',
    },
    async (input, call) => {
      const xml = Buffer.from(input.SAMLAssertion ?? '', 'base64').toString('utf8');
      const sessionName = attribute(xml, 'RoleSessionName');
      if (sessionName === undefined || !/^[\w+=,.@-]{2,64}$/.test(sessionName))
        throw invalidAssertion();
      const issuer = textOf(xml, 'Issuer', Math.max(xml.indexOf('Assertion '), 0));
      return {
        ...(await assumeUnproven(deps, call, {
          ...input,
          action: 'sts:AssumeRoleWithSAML',
          sessionName,
          seconds: input.DurationSeconds ?? secondsOf(xml),
          identity: 'SAMLUser',
        })),
        ...(issuer === undefined ? {} : { Issuer: issuer }),
        ...(textOf(xml, 'NameID', 0) === undefined ? {} : { Subject: textOf(xml, 'NameID', 0) }),
      };
    },
  );

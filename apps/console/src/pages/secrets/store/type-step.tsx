import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useState } from 'react';
import { KeyField } from '../shared/key-field.tsx';
import { ValueFields } from '../value/fields.tsx';
import type { StepProps } from './draft.ts';

const pair = (key: string, value = '') => ({ key, value });

/** What the rotation functions of databases read (AWS Secrets Manager User Guide, "JSON structure of secrets"). */
const DATABASE = [
  pair('engine', 'postgres'),
  pair('host'),
  pair('port', '5432'),
  pair('username'),
  pair('password'),
  pair('dbname'),
];

const TYPES = [
  {
    value: 'other',
    label: 'Other type of secret',
    description: 'API key, OAuth token, other.',
  },
  {
    value: 'database',
    label: 'Credentials for a database',
    description: 'With the keys that rotation functions for PostgreSQL and MySQL read.',
  },
];

export const TypeStep = ({ draft, change }: StepProps) => {
  const [type, setType] = useState('other');
  const choose = (chosen: string): void => {
    setType(chosen);
    const pairs = chosen === 'database' ? DATABASE : [pair('')];
    // What somebody has written stays.
    if (
      draft.value.pairs.every(
        ({ value }) => value === '' || value === 'postgres' || value === '5432',
      )
    )
      change({ value: { ...draft.value, as: 'pairs', pairs } });
  };
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Secret type</Header>}>
        <FormField label="Secret type" stretch>
          <Tiles value={type} items={TYPES} onChange={({ detail }) => choose(detail.value)} />
        </FormField>
      </Container>
      <Container header={<Header variant="h2">Key/value pairs</Header>}>
        <ValueFields value={draft.value} change={(value) => change({ value })} />
      </Container>
      <Container header={<Header variant="h2">Encryption</Header>}>
        <KeyField value={draft.key} change={(key) => change({ key })} />
      </Container>
    </SpaceBetween>
  );
};

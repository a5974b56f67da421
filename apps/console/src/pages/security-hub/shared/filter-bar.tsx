import Alert from '@cloudscape-design/components/alert';
import PropertyFilter, {
  type PropertyFilterProps,
} from '@cloudscape-design/components/property-filter';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type FieldKind, FIELDS } from './fields.ts';
import { FILTER_TEXTS } from './filter-texts.ts';
import { type Condition, conditionFault, operatorsOf } from './filter.ts';

interface Props {
  readonly conditions: readonly Condition[];
  readonly change: (conditions: readonly Condition[]) => void;
  readonly countText?: string;
  readonly label?: string;
}

const isOperator = (text: string): text is PropertyFilterProps.ComparisonOperator =>
  ['=', '!=', '^', '!^', ':', '!:', '>=', '<=', '>', '<'].includes(text);

const operatorList = (kind: FieldKind): PropertyFilterProps.ComparisonOperator[] =>
  operatorsOf(kind).filter(isOperator);

const PROPERTIES: readonly PropertyFilterProps.FilteringProperty[] = FIELDS.map(
  ({ key, label, kind }) => ({
    key,
    propertyLabel: label,
    groupValuesLabel: `${label}: values`,
    operators: operatorList(kind),
    defaultOperator: '=',
  }),
);

const OPTIONS: readonly PropertyFilterProps.FilteringOption[] = FIELDS.flatMap(
  ({ key, kind, values }) =>
    (kind === 'date' ? ['1 days', '7 days', '30 days'] : values).map((value) => ({
      propertyKey: key,
      value,
    })),
);

const tokenOf = ({ field, operator, value }: Condition): PropertyFilterProps.Token => ({
  propertyKey: field,
  operator: isOperator(operator) ? operator : '=',
  value,
});

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Words without a field look for them anywhere in the finding. */
const conditionOf = ({ propertyKey, operator, value }: PropertyFilterProps.Token): Condition =>
  propertyKey === undefined
    ? { field: 'Keyword', operator: '=', value: textOf(value) }
    : { field: propertyKey, operator, value: textOf(value) };

/** Security Hub's filters: conditions on one field are alternatives, fields must all hold. */
export const FilterBar = ({ conditions, change, countText, label = 'Filter findings' }: Props) => {
  const [fault, setFault] = useState<string>();
  const take = (tokens: readonly PropertyFilterProps.Token[]): void => {
    const next = tokens.map(conditionOf);
    setFault(next.map(conditionFault).find((text) => text !== undefined));
    change(next.filter((condition) => conditionFault(condition) === undefined));
  };
  return (
    <SpaceBetween size="xs">
      <PropertyFilter
        query={{ tokens: conditions.map(tokenOf), operation: 'and' }}
        hideOperations
        i18nStrings={FILTER_TEXTS}
        filteringProperties={PROPERTIES}
        filteringOptions={OPTIONS}
        filteringPlaceholder="Filter by field or keyword"
        filteringAriaLabel={label}
        expandToViewport
        {...(countText === undefined ? {} : { countText })}
        onChange={({ detail }) => take(detail.tokens)}
      />
      {fault === undefined ? null : (
        <Alert type="warning" dismissible onDismiss={() => setFault(undefined)}>
          {fault}
        </Alert>
      )}
    </SpaceBetween>
  );
};

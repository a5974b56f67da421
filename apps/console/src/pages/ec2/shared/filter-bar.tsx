import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

/** A filter that the API itself applies: its name there, what people call it, and its values where they are few. */
export type Filter = readonly [name: string, label: string, values?: readonly string[]];

export interface ChosenFilters {
  /** As the API takes them. */
  readonly input: { readonly Filters?: readonly { Name: string; Values: readonly string[] }[] };
  readonly key: string;
}

const parameterOf = (name: string): string => `f-${name}`;

/** Names are found by any part of them, everything else as it is; `*` stands for any text. */
const wanted = ([name, , values]: Filter, value: string): string =>
  values === undefined && /name$/i.test(name) && !value.includes('*') ? `*${value}*` : value;

/** The filters in the address. */
export const useFilters = (filters: readonly Filter[]): ChosenFilters => {
  const [search] = useSearchParams();
  const chosen = filters.flatMap((filter) => {
    const [Name] = filter;
    const value = search.get(parameterOf(Name)) ?? '';
    return value === '' ? [] : [{ Name, Values: [wanted(filter, value)] }];
  });
  return {
    input: chosen.length === 0 ? {} : { Filters: chosen },
    key: JSON.stringify(chosen),
  };
};

interface OneProps {
  readonly filter: Filter;
  readonly value: string;
  readonly choose: (value: string) => void;
}

const OneFilter = ({ filter: [, label, values], value, choose }: OneProps) => {
  const [typed, setTyped] = useState(value);
  if (values !== undefined) {
    const options = [
      { value: '', label: `${label}: any` },
      ...values.map((one) => ({ value: one, label: `${label}: ${one}` })),
    ];
    return (
      <Select
        ariaLabel={label}
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
      />
    );
  }
  return (
    <Input
      ariaLabel={label}
      placeholder={label}
      type="search"
      value={typed}
      onChange={({ detail }) => {
        setTyped(detail.value);
        if (detail.value === '') choose('');
      }}
      onBlur={() => {
        if (typed.trim() !== value) choose(typed.trim());
      }}
      onKeyDown={({ detail }) => {
        if (detail.key === 'Enter') choose(typed.trim());
      }}
    />
  );
};

/** Filters of the API, each in the address. */
export const FilterBar = ({ filters }: { readonly filters: readonly Filter[] }) => {
  const [search, setSearch] = useSearchParams();
  const change = (entries: readonly (readonly [string, string])[]): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of entries)
          if (value === '') next.delete(parameterOf(name));
          else next.set(parameterOf(name), value);
        next.delete('page');
        return next;
      },
      { replace: true },
    );
  const isAny = filters.some(([name]) => search.has(parameterOf(name)));
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {filters.map((filter) => {
        const value = search.get(parameterOf(filter[0])) ?? '';
        return (
          <OneFilter
            key={`${filter[0]} ${value}`}
            filter={filter}
            value={value}
            choose={(next) => change([[filter[0], next]])}
          />
        );
      })}
      {isAny ? (
        <Button onClick={() => change(filters.map(([name]) => [name, '']))}>Clear filters</Button>
      ) : null}
    </SpaceBetween>
  );
};

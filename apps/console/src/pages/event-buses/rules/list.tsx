import { useSearchParams } from 'react-router';
import { usePageTitle } from '../../../shared/page-title.ts';
import { BusField } from '../shared/bus-field.tsx';
import { DEFAULT_BUS } from '../shared/names.ts';
import { RulesTable } from './table.tsx';

export const Component = () => {
  const [search, setSearch] = useSearchParams();
  usePageTitle('Rules');
  const bus = search.get('bus') ?? DEFAULT_BUS;
  return (
    <RulesTable
      bus={bus}
      headingTag="h1"
      extraFilter={
        <BusField
          value={bus}
          change={(chosen) =>
            setSearch(chosen === DEFAULT_BUS ? {} : { bus: chosen }, { replace: true })
          }
        />
      }
    />
  );
};

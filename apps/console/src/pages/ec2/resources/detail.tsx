import { useParams } from 'react-router';
import { NotFound } from '../../../shell/not-found.tsx';
import { KIND_PAGES } from './kinds.tsx';

export const Component = () => {
  const { kind = '', id = '' } = useParams();
  const pages = KIND_PAGES.get(kind);
  return pages === undefined ? <NotFound /> : <pages.Detail key={`${kind} ${id}`} />;
};

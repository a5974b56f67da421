import { useParams } from 'react-router';
import { NotFound } from '../../../shell/not-found.tsx';
import { KIND_PAGES } from './kinds.tsx';

export const Component = () => {
  const { kind = '' } = useParams();
  const pages = KIND_PAGES.get(kind);
  // Each kind has its own selection and its own rows.
  return pages === undefined ? <NotFound /> : <pages.List key={kind} />;
};

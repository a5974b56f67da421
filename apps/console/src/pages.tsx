import { RouterProvider } from 'react-router/dom';
import { router } from './routes.tsx';

export const Pages = () => <RouterProvider router={router} />;

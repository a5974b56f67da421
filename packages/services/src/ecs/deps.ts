import type { ServiceDeps } from '@gatehouse/service-kit';

export type EcsDeps = Pick<ServiceDeps, 'clock' | 'delaySeconds' | 'ids' | 'pages'>;

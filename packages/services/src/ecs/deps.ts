import type { ServiceDeps } from '@gatehouse/service-kit';

export interface EcsDeps extends Pick<ServiceDeps, 'clock' | 'delaySeconds' | 'ids' | 'pages'> {
  /**
   * True for test suites of emulators, which make daemons for Fargate, services without task definition and filters by
   * a value without its name. Default: false.
   */
  readonly acceptsLooseInput?: boolean;
}

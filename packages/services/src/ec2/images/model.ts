import type { ArchitectureValues, BlockDeviceMapping, BootModeValues } from '@aws-sdk/client-ec2';

export interface ImageDetails {
  readonly name: string;
  readonly description?: string | undefined;
  readonly architecture: ArchitectureValues;
  readonly platform?: string | undefined;
  readonly rootDevice: string;
  readonly blockDevices: readonly BlockDeviceMapping[];
  readonly state: 'pending' | 'available' | 'failed';
  readonly enaSupport: boolean;
  readonly bootMode?: BootModeValues | undefined;
  readonly sourceInstance?: string | undefined;
  readonly sourceImage?: string | undefined;
  /** Owner alias of Amazon's own. */
  readonly alias?: string | undefined;
}

export interface ImageKinds {
  readonly image: ImageDetails;
}

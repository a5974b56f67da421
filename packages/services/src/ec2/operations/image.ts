import type { Ec2Deps } from '../deps.ts';
import { copyImage } from '../images/copies.ts';
import {
  describeImageAttribute,
  modifyImageAttribute,
  resetImageAttribute,
} from '../images/image-attributes.ts';
import { deregisterImage, describeImages } from '../images/images.ts';
import { createImage, registerImage } from '../images/new-images.ts';

export const imageOperations = (deps: Ec2Deps) => ({
  CopyImage: copyImage(deps),
  CreateImage: createImage(deps),
  DeregisterImage: deregisterImage(),
  DescribeImageAttribute: describeImageAttribute(),
  DescribeImages: describeImages(deps),
  ModifyImageAttribute: modifyImageAttribute(),
  RegisterImage: registerImage(deps),
  ResetImageAttribute: resetImageAttribute(),
});

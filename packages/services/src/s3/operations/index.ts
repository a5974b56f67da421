import type { OperationDefinition } from '@gatehouse/service-kit';
import type { S3Parts } from '../parts.ts';
import { accessOperations } from './bucket-access.ts';
import { propertyOperations } from './bucket-properties.ts';
import { ruleOperations } from './bucket-rules.ts';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from './buckets.ts';
import { completeMultipartUpload } from './complete-multipart-upload.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { getObject, headObject } from './get-object.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './list-objects.ts';
import { listMultipartUploads, listParts } from './list-uploads.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart } from './multipart.ts';
import { objectPropertyOperations } from './object-properties.ts';
import { putObject } from './put-object.ts';
import { uploadPartCopy } from './upload-part-copy.ts';

export const operations = (parts: S3Parts): Readonly<Record<string, OperationDefinition>> => ({
  CreateBucket: createBucket(parts),
  DeleteBucket: deleteBucket(parts),
  HeadBucket: headBucket(parts),
  GetBucketLocation: getBucketLocation(parts),
  ListBuckets: listBuckets(parts),
  ...accessOperations(parts),
  ...propertyOperations(parts),
  ...ruleOperations(parts),
  PutObject: putObject(parts),
  GetObject: getObject(parts),
  HeadObject: headObject(parts),
  CopyObject: copyObject(parts),
  DeleteObject: deleteObject(parts),
  DeleteObjects: deleteObjects(parts),
  ListObjects: listObjects(parts),
  ListObjectsV2: listObjectsV2(parts),
  ListObjectVersions: listObjectVersions(parts),
  ...objectPropertyOperations(parts),
  CreateMultipartUpload: createMultipartUpload(parts),
  UploadPart: uploadPart(parts),
  UploadPartCopy: uploadPartCopy(parts),
  CompleteMultipartUpload: completeMultipartUpload(parts),
  AbortMultipartUpload: abortMultipartUpload(parts),
  ListParts: listParts(parts),
  ListMultipartUploads: listMultipartUploads(parts),
});

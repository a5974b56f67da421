/** What was asked cannot be answered, for a reason that whoever asks may read. */
export class DetectionRefusal extends Error {
  override readonly name = 'DetectionRefusal';
  readonly code: 'InvalidRequest' | 'NotFound' | 'NotRunning';

  constructor(code: DetectionRefusal['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export const notFound = (what: string): DetectionRefusal =>
  new DetectionRefusal('NotFound', `There is no such ${what}.`);

export const invalid = (message: string): DetectionRefusal =>
  new DetectionRefusal('InvalidRequest', message);

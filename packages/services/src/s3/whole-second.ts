/** S3 tells times to the second, in headers and in documents alike. */
export const wholeSecond = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);

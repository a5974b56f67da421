/**
 * How often something is tried whose every try costs a second: `usual` times, and `thorough` times when
 * GATEHOUSE_TEST_THOROUGH is set, which is for releases and for changes of what the test is about.
 */
export const tries = (usual: number, thorough: number): number =>
  (process.env['GATEHOUSE_TEST_THOROUGH'] ?? '') === '' ? usual : thorough;

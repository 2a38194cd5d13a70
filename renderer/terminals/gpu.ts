const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|swr|paravirtual/iu;
let known: boolean | undefined;

/**
 * Whether WebGL runs on a real graphics card here. Drawn in software it is many times slower than plain DOM rows. Asked once.
 */
export function hasRealGpu(): boolean {
  known ??= !isSoftware(rendererName());
  return known;
}

/** Whether the name of a WebGL renderer (or none) stands for drawing in software. */
export function isSoftware(renderer: string | undefined): boolean {
  return renderer === undefined || renderer === '' || SOFTWARE.test(renderer);
}

function rendererName(): string | undefined {
  const context = document.createElement('canvas').getContext('webgl2');
  if (context === null) return undefined;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = info === null ? undefined : context.getParameter(info.UNMASKED_RENDERER_WEBGL);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' ? name : undefined;
}

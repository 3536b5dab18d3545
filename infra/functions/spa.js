// Runs at the edge on every request for the site, before the cache. A path that is a page of the single-page
// app becomes /index.html; a path that is a file stays as it is, so that a missing file is an error and never
// a page under the wrong type. Distribution-wide error mapping could not tell the two apart.
//
// infra/template.yaml holds this text inline, because CloudFormation takes no file here; a test compares them.

// What a build of the site can contain. An extension outside this list belongs to a page: /notes/v1.2.
const FILE_TYPES = [
  'avif', 'css', 'gif', 'html', 'ico', 'jpeg', 'jpg', 'js', 'json', 'map', 'mjs', 'mp3', 'mp4', 'otf', 'pdf',
  'png', 'svg', 'ttf', 'txt', 'wasm', 'webm', 'webmanifest', 'webp', 'woff', 'woff2', 'xml',
];

function isFile(path) {
  // Hashed build output, and every hidden or well-known path (/.well-known/..., /.git/...), is never a page.
  if (path.startsWith('/assets/') || path.includes('/.')) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 && FILE_TYPES.includes(name.slice(dot + 1).toLowerCase());
}

function handler(event) {
  const request = event.request;
  // The bucket's own root is never asked for: CloudFront may list the bucket, and "/" would be that list.
  if (!isFile(request.uri)) request.uri = '/index.html';
  return request;
}

// Runs at the edge on every request for the API. Behind CloudFront the gateway sees only an edge server, so the
// viewer's address goes into a header of ours, over whatever the viewer sent under that name. The application
// believes it beside the secret that the distribution sends along (src/app/viewer_address.py).
//
// infra/template.yaml holds this text inline, because CloudFormation takes no file here; a test compares them.

function handler(event) {
  const request = event.request;
  request.headers['x-fulmar-viewer-address'] = { value: event.viewer.ip };
  return request;
}

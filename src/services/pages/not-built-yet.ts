/** What stands at a page's address until the pages are built, some seconds after the first start. It looks again by itself. */
export const NOT_BUILT_YET = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="1">
<title>Parley</title>
</head>
<body>
<h1>Parley is getting ready</h1>
<p>The pages are being built, which takes some seconds after a first start. This page looks again by itself.</p>
</body>
</html>
`

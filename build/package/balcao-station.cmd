@rem Runs the technician's command line of the package that holds this file, on the package's own Node.
@"%~dp0..\station\node.exe" "%~dp0..\station\cli.mjs" %*

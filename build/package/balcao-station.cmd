@rem The technician's command line of the package that this file lies in, on the package's own Node.
@"%~dp0..\station\node.exe" "%~dp0..\station\cli.mjs" %*

"""Whether requests and answers are as a version's contract promises them. Needs jsonschema."""

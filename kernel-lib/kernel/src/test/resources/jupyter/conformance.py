"""Runs Jupyter's own kernel test against an installed Spikebook kernel: python3 conformance.py KERNEL_NAME"""

import sys
import unittest

import jupyter_kernel_test
from jupyter_client.manager import start_new_kernel

NAME = sys.argv.pop(1)


class SpikebookTests(jupyter_kernel_test.KernelTests):
    kernel_name = NAME
    language_name = "java"
    file_extension = ".jsh"

    code_hello_world = 'System.out.println("hello, world")'
    code_stderr = 'System.err.println("oops")'
    completion_samples = [
        {"text": "StringBui", "matches": {"StringBuilder"}},
        {"text": 'var word = "abc"; word.substr', "matches": {"substring("}},
        {"text": "Math.PI + Math.hyp", "matches": {"hypot("}},
    ]
    complete_code_samples = ["1 + 1", "int f(int x) { return x; }", "// nothing", "for (int i = 0; i < 3; i++) { }", "%lsmagic"]
    incomplete_code_samples = ["int f(int x) {", "Math.max(1,", 'String s = """\n  a', "/* open", "if (true) {"]
    invalid_code_samples = ["f(]", "int x = ;;)"]
    code_page_something = "Math.max?"
    code_generate_error = 'throw new IllegalStateException("on purpose")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + 1', "result": "a1"},
        {"code": "List.of(1, 2, 3)", "result": "[1, 2, 3]"},
    ]
    code_display_data = [
        {"code": 'display("<b>x</b>", "text/html")', "mime": "text/html"},
        {"code": 'display("shown")', "mime": "text/plain"},
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6 ?*"
    code_inspect_sample = "String.valueOf("
    code_clear_output = "clearOutput(false)"

    @classmethod
    def setUpClass(cls):
        # the suite waits 0.1 s between messages, so a cold kernel on a busy machine would look like a failure
        cls.km, cls.kc = start_new_kernel(kernel_name=cls.kernel_name, startup_timeout=60)
        for code in [cls.code_hello_world, '"a" + 1', cls.code_generate_error, 'display("x")']:
            cls.kc.execute_interactive(code, timeout=60, allow_stdin=False, output_hook=lambda message: None)


if __name__ == "__main__":
    unittest.main(verbosity=2)

#!/usr/bin/python3
"""Plants trees that break one rule each and expects check_layers.py to name exactly that."""

import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import check_layers  # noqa: E402

CLEAN = {
    "include/weft/crdt.h": '#include "crdt/document/document.h"\n',
    "crdt/core/id.h": "#include <cstdint>\n",
    "crdt/sequence/order.h": '#include "crdt/core/id.h"\n',
    "crdt/sequence/run.cc": '#include "absl/container/btree_map.h"\n',
    "crdt/sequence/order.cc": '#include <absl/container/btree_map.h>\n'
                              '#include "crdt/sequence/order.h"\n',
    "crdt/document/document.h": '#include <string>\n#include "crdt/core/id.h"\n',
    "crdt/wire/update.cc": '#include <zstd.h>\n#include "crdt/document/document.h"\n',
    "examples/run/run.cc": '#include <weft/crdt.h>\n#include "menu.h"\n',
    "examples/run/menu.h": "\n",
    "fuzz/wire_fuzz.cc": '#include "crdt/document/document.h"\n#include "tests/support/oracle.h"\n',
    "tests/support/oracle.h": '#include "crdt/core/id.h"\n',
    "tests/core/id_test.cc": '#include <gtest/gtest.h>\n#include "tests/support/oracle.h"\n',
    "tests/yjs/node_modules/native/x.cc": '#include "nowhere.h"\n',
    "build/test/x.cc": '#include "nowhere.h"\n',
}


class CheckLayers(unittest.TestCase):
    def offences(self, planted):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**CLEAN, **planted}.items():
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return check_layers.check_tree(root)[0]

    def expect_one(self, path, text, why):
        offences = self.offences({path: text})
        self.assertEqual(len(offences), 1, offences)
        self.assertTrue(offences[0].startswith(path), offences[0])
        self.assertIn(why, offences[0])

    def test_clean_tree_has_no_offence(self):
        self.assertEqual(self.offences({}), [])

    def test_upward_include_is_named_with_its_line(self):
        offences = self.offences(
            {"crdt/core/status.h": '\n#include "crdt/sequence/order.h"\n'})
        self.assertEqual(offences, [
            "crdt/core/status.h:2: crdt/sequence/order.h: crdt/core may not include crdt/sequence"])

    def test_document_may_not_include_wire(self):
        self.expect_one("crdt/document/text.cc", '#include "crdt/wire/update.cc"\n',
                        "may not include crdt/wire")

    def test_sync_has_no_clock(self):
        self.expect_one("sync/session.cc", "#include <chrono>\n", "no clock")

    def test_engine_may_not_include_tests(self):
        self.expect_one("crdt/wire/x.cc", '#include "tests/support/oracle.h"\n',
                        "may not include tests/support")

    def test_every_offending_include_is_listed(self):
        offences = self.offences({"crdt/core/a.cc": '#include "crdt/sequence/order.h"\n'
                                                    '#include "crdt/document/document.h"\n'})
        self.assertEqual(len(offences), 2, offences)

    def test_include_relative_to_the_file_is_refused(self):
        self.expect_one("crdt/core/a.cc", '#include "id.h"\n', "from the root")

    def test_include_that_climbs_is_refused(self):
        self.expect_one("crdt/core/a.cc", '#include "../sequence/order.h"\n', "from the root")

    def test_engine_may_not_include_the_umbrella(self):
        self.expect_one("crdt/wire/a.cc", "#include <weft/crdt.h>\n", "umbrella")

    def test_example_uses_the_umbrella_only(self):
        self.expect_one("examples/hello.cc", '#include "crdt/core/id.h"\n',
                        "examples may not include crdt/core")

    def test_angled_include_of_the_tree_is_refused(self):
        self.expect_one("tests/core/a_test.cc", "#include <crdt/core/id.h>\n", "use quotes")

    def test_quoted_umbrella_is_refused(self):
        self.expect_one("bench/a.cc", '#include "weft/crdt.h"\n', "<weft/...>")

    def test_engine_has_no_threads(self):
        self.expect_one("crdt/sequence/a.cc", "#include <mutex>\n", "no threads")

    def test_private_library_behind_an_umbrella_is_refused(self):
        for include in ("<absl/strings/cord.h>", '"absl/strings/cord.h"', "<zstd.h>"):
            self.expect_one("crdt/document/document.h", f"#include {include}\n",
                            "umbrella header")

    def test_file_outside_every_layer_is_refused(self):
        self.expect_one("misc/a.cc", '#include "crdt/core/id.h"\n', "in no folder")

    def test_long_engine_file_is_refused(self):
        self.expect_one("crdt/core/long.cc", "\n" * 501, "501 lines")
        self.assertEqual(self.offences({"crdt/core/long.cc": "\n" * 500}), [])


if __name__ == "__main__":
    unittest.main()

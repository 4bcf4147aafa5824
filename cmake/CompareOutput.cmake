# cmake -DPROGRAM=... -DEXPECTED=... -P CompareOutput.cmake
#
# Runs a program with no input and fails unless its standard output is, byte for byte, the expected
# file. This is what keeps the code shown in the documentation true.

execute_process(
  COMMAND ${PROGRAM}
  INPUT_FILE /dev/null
  OUTPUT_VARIABLE actual
  RESULT_VARIABLE status
)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ended with ${status}; it wrote:\n${actual}")
endif()

file(READ ${EXPECTED} expected)
if(NOT actual STREQUAL expected)
  message(FATAL_ERROR "${PROGRAM} wrote:\n${actual}\nbut ${EXPECTED} says:\n${expected}")
endif()

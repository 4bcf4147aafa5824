# cmake -DBUILD_DIR=... -DCONFIG=... -DCOMPILER=... -DWORK_DIR=... -P install_and_build.cmake
#
# Installs the build into a prefix, moves the prefix (a package must not remember where it was
# made), and builds and runs the consumer against it.

set(here ${CMAKE_CURRENT_LIST_DIR})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
run(${CMAKE_COMMAND} --install ${BUILD_DIR} --config ${CONFIG} --prefix ${WORK_DIR}/installed)
file(RENAME ${WORK_DIR}/installed ${WORK_DIR}/prefix)

run(${CMAKE_COMMAND} -S ${here} -B ${WORK_DIR}/build -G Ninja
  -DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix
  -DCMAKE_CXX_COMPILER=${COMPILER}
)
run(${CMAKE_COMMAND} --build ${WORK_DIR}/build)

function(expect program output)
  execute_process(COMMAND ${WORK_DIR}/build/${program}
    OUTPUT_VARIABLE actual RESULT_VARIABLE status)
  if(NOT status EQUAL 0 OR NOT actual STREQUAL output)
    message(FATAL_ERROR "${program} ended with ${status} and wrote:\n${actual}\nnot:\n${output}")
  endif()
endfunction()

expect(consumer "Hello, World!\nHello, World!\n")
expect(sync_consumer "heartbeat\n")
run(${WORK_DIR}/build/consumer_c)

# Installs the library as the CMake package `weft`: find_package(weft), targets weft::crdt,
# weft::sync and weft::c.
#
# The headers keep their folders under include/weft, so that <weft/crdt.h> and the
# "crdt/..." includes behind it both resolve inside the prefix; the header sets carry
# both folders as include directories.

include(CMakePackageConfigHelpers)

install(TARGETS weft_crdt weft_sync
  EXPORT weft-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET engine DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/weft
  FILE_SET sync DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/weft
  FILE_SET umbrella DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
)
if(TARGET weft_c)
  install(TARGETS weft_c
    EXPORT weft-targets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    FILE_SET c_abi DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  )
endif()

set(weft_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/weft)
install(EXPORT weft-targets NAMESPACE weft:: DESTINATION ${weft_package_dir})

configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/weft-config.cmake.in ${PROJECT_BINARY_DIR}/weft-config.cmake
  INSTALL_DESTINATION ${weft_package_dir}
)
# Before 1.0 a minor version may break callers.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/weft-config-version.cmake
  COMPATIBILITY SameMinorVersion
)
install(FILES
  ${PROJECT_BINARY_DIR}/weft-config.cmake ${PROJECT_BINARY_DIR}/weft-config-version.cmake
  DESTINATION ${weft_package_dir}
)
install(FILES ${PROJECT_SOURCE_DIR}/sync/protocol.capnp
  DESTINATION ${CMAKE_INSTALL_DATADIR}/weft
)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

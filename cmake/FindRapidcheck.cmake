# Finds RapidCheck: the target rapidcheck::rapidcheck. Debian's librapidcheck-dev has no CMake
# package of its own.

find_path(Rapidcheck_INCLUDE_DIR rapidcheck.h)
find_library(Rapidcheck_LIBRARY rapidcheck)
mark_as_advanced(Rapidcheck_INCLUDE_DIR Rapidcheck_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Rapidcheck
  REQUIRED_VARS Rapidcheck_LIBRARY Rapidcheck_INCLUDE_DIR
)

if(Rapidcheck_FOUND AND NOT TARGET rapidcheck::rapidcheck)
  add_library(rapidcheck::rapidcheck UNKNOWN IMPORTED)
  set_target_properties(rapidcheck::rapidcheck PROPERTIES
    IMPORTED_LOCATION ${Rapidcheck_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${Rapidcheck_INCLUDE_DIR}
  )
endif()

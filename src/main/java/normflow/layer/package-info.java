/** The mathematics: invertible maps as SameDiff operations, one file per idea. */
package normflow.layer;

/** How parameters follow a gradient: update rules and their step sizes. */
package normflow.train.optimizer;
